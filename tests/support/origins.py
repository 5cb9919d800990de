"""What a browser can say about where a post comes from."""

# It is not believed.
FROM_ELSEWHERE = [
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://optout.example.evil.example"},
    {"Origin": "https://testserver"},
    {"Referer": "https://optout.example/linkedin/uk/"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://optout.example"},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
]
FROM_HERE = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "https://optout.example"},
    {"Origin": "http://testserver"},
]
