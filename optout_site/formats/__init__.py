"""How we write a day where Django's own form for a language is not ours (FORMAT_MODULE_PATH)."""
