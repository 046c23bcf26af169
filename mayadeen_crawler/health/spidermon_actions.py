"""Spidermon's actions where ours differ; imported only where one is asked for."""

from __future__ import annotations

import re
import smtplib
from email.mime.multipart import MIMEMultipart
from typing import Any
from urllib.parse import quote

from scrapy.crawler import Crawler
from spidermon.contrib.actions.email import SendEmail
from spidermon.contrib.actions.telegram import SendTelegramMessage

#: Seconds that a mail server may take to answer.
TIMEOUT = 30


class SendTelegram(SendTelegramMessage):  # type: ignore[misc]
    """Spidermon puts the text into an address as it is, and Telegram reads it as Markdown."""

    def get_message(self) -> str:
        """Return the text with both escaped."""
        text: str = super().get_message()
        return text if self.fake else quote(re.sub(r"([_*`\[])", r"\\\1", text))


class SendMail(SendEmail):  # type: ignore[misc]
    """By the standard library: Spidermon's own way goes through a deprecated part of Scrapy.

    Sends before it returns, while the reactor may stop at any moment.
    """

    def __init__(self, *args: Any, smtp: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._smtp = smtp

    @classmethod
    def from_crawler_kwargs(cls, crawler: Crawler) -> dict[str, Any]:
        """Read the settings that Spidermon names."""
        settings = crawler.settings
        smtp = {
            "host": settings["SPIDERMON_SMTP_HOST"],
            "port": settings.getint("SPIDERMON_SMTP_PORT"),
            "user": settings["SPIDERMON_SMTP_USER"],
            "password": settings["SPIDERMON_SMTP_PASSWORD"],
            "tls": settings.getbool("SPIDERMON_SMTP_ENFORCE_TLS"),
            "ssl": settings.getbool("SPIDERMON_SMTP_ENFORCE_SSL"),
        }
        return {**super().from_crawler_kwargs(crawler), "smtp": smtp}

    def get_body_html(self) -> str:
        """Send text alone: what a page holds must not become markup."""
        return ""

    def send_message(self, message: MIMEMultipart, **_: Any) -> None:
        """Deliver *message*; raises OSError and smtplib's exceptions."""
        smtp = self._smtp
        connect = smtplib.SMTP_SSL if smtp["ssl"] else smtplib.SMTP
        with connect(smtp["host"], smtp["port"], timeout=TIMEOUT) as server:
            if smtp["tls"]:
                server.starttls()
            if smtp["user"]:
                server.login(smtp["user"], smtp["password"] or "")
            server.send_message(message)
