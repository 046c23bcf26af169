"""What ``scrapy doctor`` looks at: this machine, the site, and one article."""
