"""Fetches one page with each of the blocking HTTP libraries."""

import http.client
import urllib.request
from urllib.parse import urlsplit

import httpx
import requests
import urllib3
from workers import Response, WorkerEntrypoint

PAGE = "https://news.example/today.txt"


def ask_with_requests(url):
    answer = requests.get(url, timeout=10)
    return answer.status_code, answer.text


def ask_with_urllib3(url):
    answer = urllib3.PoolManager().request("GET", url, timeout=10)
    return answer.status, answer.data.decode()


def ask_with_httpx(url):
    with httpx.Client(timeout=10) as client:
        answer = client.get(url)
    return answer.status_code, answer.text


def ask_with_urllib(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read().decode()


def ask_with_http_client(url):
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(parts.netloc, timeout=10)
    connection.request("GET", parts.path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


CLIENTS = {
    "requests": ask_with_requests,
    "urllib3": ask_with_urllib3,
    "httpx": ask_with_httpx,
    "urllib": ask_with_urllib,
    "http.client": ask_with_http_client,
}


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = urlsplit(request.url).path[1:]
        if name not in CLIENTS:
            return Response.json(list(CLIENTS), status=404)
        status, text = CLIENTS[name](PAGE)
        return Response.json({"client": name, "status": status, "text": text})
