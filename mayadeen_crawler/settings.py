BOT_NAME = "mayadeen_crawler"
SPIDER_MODULES = ["mayadeen_crawler.spiders"]
NEWSPIDER_MODULE = "mayadeen_crawler.spiders"
COMMANDS_MODULE = "mayadeen_crawler.commands"
