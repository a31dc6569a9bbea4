"""Where things run. An engine is a module with two functions, `map` and `group_map`; `local` is the standard one."""
