/* placeholder */ typedef int crawler_placeholder;
