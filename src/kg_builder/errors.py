"""Every error that kg-builder raises on purpose; one base class, so that callers can catch them all.

A message says what is wrong, where, what was allowed and what to do.
"""


class KgBuilderError(Exception):
    """Base of all errors of this package."""


class ConfigError(KgBuilderError):
    """A setting, a path or an option is wrong; nothing was read or written."""


class RuleError(KgBuilderError):
    """A rule file or lexicon is wrong: `file:line: rule 'id': what; did you mean ...?`."""


class OntologyError(KgBuilderError):
    """The ontology cannot be read, or a term is not in it."""


class ReadError(KgBuilderError):
    """One input (or one record of it) cannot be read; the rest of the batch goes on."""


class EngineError(KgBuilderError):
    """The work could not be done where it was sent: a worker process was killed."""


class GraphError(KgBuilderError):
    """A built directory or a graph file is missing or not what it should be."""


class QueryError(KgBuilderError):
    """A query is not valid SPARQL, or names a query or parameter that does not exist."""


class ExportError(KgBuilderError):
    """An output cannot be written, or its format is unknown."""


class ServeError(KgBuilderError):
    """A server cannot be started."""
