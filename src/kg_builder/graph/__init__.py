"""The graph in memory: one networkx MultiDiGraph with documented attributes.

Nodes are keyed by identity (`person/孙延文@CN-610602`, `article/…`), the IRI relative to the base IRI:

| node attribute | of | is |
|---|---|---|
| `type` | all | one of the seven entity types of the ontology, or `Article` |
| `label` | all | preferred label; an article's title (or `""`) |
| `classes` | entities | sorted tuple of narrower classes |
| `alt_labels` | all | sorted tuple; an article's sub-titles in order |
| `code` | places | official code or None; `candidates`: sorted tuple of codes it may be |
| `date`, `end_date` | events; articles (`date`) | lexical XML Schema date or None |
| `mentions` | entities | tuple of `kg_builder.model.Mention`, sorted |
| `possibly_same` | entities | sorted tuple of keys |
| `facts` | all | tuple of `kg_builder.model.Statement`: dates, and quantities (an article's where they have no owner) |
| `source`, `start`, `end` | articles | the source's key, and the span in its text |

Edges are statements; the edge's key is the statement's key. Attributes: `predicate` (`holdsPost`), `title`, `former`,
`since`, `until`, `as_of`, `confidence`, `role`, `grantor`, `dataset`, and `evidence`, a tuple of
`kg_builder.model.Evidence`, sorted. A byline's edge ends at its article.

`graph.graph` holds `base_iri`, `sources` (dict: source key -> `kg_builder.model.Source`) and `conflicts` (tuple of
(constraint id, tuple of statement keys)), and of a build with corrections `corrections` (tuple of (key, author, date,
what and why, keys that it is about, why it was not applied or how that was found)); a statement that people retracted
or asserted has the correction's key as `dataset`.
"""
