"""What a page says, read from an answer of Django’s test client."""

import html
import re


def text(response):
    return response.content.decode()


def unescaped(response):
    """With the letters that HTML writes as `&amp;`."""
    return html.unescape(text(response))


def hrefs(response):
    return re.findall(r'<a [^>]*?href="([^"]*)"', text(response))
