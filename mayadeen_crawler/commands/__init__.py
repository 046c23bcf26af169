"""The project's commands, one module each: Scrapy finds them by COMMANDS_MODULE."""
