/* placeholder */ typedef int parsers_placeholder;
