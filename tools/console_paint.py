#!/usr/bin/env python3
"""Measures in Chromium how soon the console's pages paint, and how soon the label queue answers.

ADDRESS is a console on this machine, such as that of 'afterimage demo'. Prints CSV: page, first
contentful paint in ms (median and highest of the loads), then for the label queue the time from a
key to the next paint in ms (median and highest; the browser tells it in steps of 8 and nothing below
16). Needs chromedriver and Chromium, and no login. The keys give labels: point it at a console whose
labels do not matter.
"""
import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request

PAGES = ["/", "/label", "/versions", "/learning", "/refused", "/system"]
PAINT = """
const paint = performance.getEntriesByType('paint').find((one) => one.name === 'first-contentful-paint');
return paint ? paint.startTime : null;
"""
OBSERVE = """
window.keys = [];
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (one.name === 'keydown') { window.keys.push(one.duration); }
})).observe({ type: 'event', durationThreshold: 16 });
"""


class Browser:
    """A headless Chromium, driven by WebDriver."""

    def __init__(self, port):
        self.driver = subprocess.Popen(
            [shutil.which("chromedriver") or sys.exit("chromedriver not found"), f"--port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.base = f"http://127.0.0.1:{port}"
        self.wait(lambda: self.ask("GET", "/status")["ready"])
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu"]}
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if chromium:
            options["binary"] = chromium
        wanted = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}
        session = self.ask("POST", "/session", {"capabilities": wanted})
        self.session = "/session/" + session["sessionId"]

    def ask(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            self.base + path, method=method, data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, address):
        self.ask("POST", self.session + "/url", {"url": address})

    def run(self, script):
        return self.ask("POST", self.session + "/execute/sync", {"script": script, "args": []})

    def press(self, key):
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("POST", self.session + "/actions", {"actions": [keyboard]})

    @staticmethod
    def wait(condition, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                value = condition()
                if value:
                    return value
            except OSError:
                pass
            time.sleep(0.1)
        return None

    def close(self):
        try:
            self.ask("DELETE", self.session)
        finally:
            self.driver.terminate()


def main(address, loads, keys, port):
    browser = Browser(port)
    try:
        print("measured,median ms,highest ms,times")
        for page in PAGES:
            paints = []
            for _ in range(loads):
                browser.open(address + page)
                paint = browser.wait(lambda: browser.run(PAINT))
                if paint is not None:
                    paints.append(paint)
            tell(f"first paint {page}", paints)
        browser.open(address + "/label")
        if browser.wait(lambda: browser.run("return document.querySelector('main img') !== null")):
            browser.run(OBSERVE)
            for _ in range(keys):
                browser.press("1")
                time.sleep(0.4)
            slow = browser.run("return window.keys")
            tell("key to next paint /label", slow + [16] * (keys - len(slow)))
        else:
            print("key to next paint /label: no image is waiting for a label", file=sys.stderr)
    finally:
        browser.close()


def tell(name, values):
    if values:
        print(f"{name},{statistics.median(values):.0f},{max(values):.0f},{len(values)}", flush=True)
    else:
        print(f"{name}: nothing was painted", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", metavar="ADDRESS", help="such as http://127.0.0.1:8090")
    parser.add_argument("--loads", type=int, default=5, help="of each page")
    parser.add_argument("--keys", type=int, default=20, help="that are pressed in the queue")
    parser.add_argument("--port", type=int, default=9515, help="of chromedriver")
    arguments = parser.parse_args()
    main(arguments.address.rstrip("/"), arguments.loads, arguments.keys, arguments.port)
