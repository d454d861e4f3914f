/* placeholder */ typedef int conf_placeholder;
