package io.afterimage.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Asks a console as its page does in a browser, with cookies, or as something else would. */
final class Browser {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
  private String csrf = "";

  Browser(int port) {
    this.port = port;
  }

  HttpResponse<String> get(String path) throws Exception {
    return get(path, Map.of());
  }

  HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
  }

  /** As the page's own script. */
  HttpResponse<String> post(String path, Object body) throws Exception {
    return post(path, body, Map.of());
  }

  /** As the page's own script, other headers aside; an empty text leaves one out. */
  HttpResponse<String> post(String path, Object body, Map<String, String> others) throws Exception {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Origin", "http://127.0.0.1:" + port);
    headers.put("Sec-Fetch-Site", "same-origin");
    headers.put(CrossSite.REQUEST_HEADER, "1");
    headers.put(AccessGate.CSRF_HEADER, csrf);
    headers.putAll(others);
    headers.values().removeIf(String::isEmpty);
    return send(
        HttpRequest.newBuilder(uri(path))
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))),
        headers);
  }

  /** A post in chunks. */
  HttpResponse<String> stream(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))),
        Map.of(CrossSite.REQUEST_HEADER, "1"));
  }

  /** With a plain text, and with the token of the session where there is one. */
  HttpResponse<String> put(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path)).PUT(HttpRequest.BodyPublishers.ofString(body)),
        csrf.isEmpty() ? Map.of() : Map.of(AccessGate.CSRF_HEADER, csrf));
  }

  HttpResponse<String> login(String name, String password) throws Exception {
    HttpResponse<String> answer =
        post("/api/session/login", Map.of("name", name, "password", password));
    session();
    return answer;
  }

  /** Who is logged in; remembers the token for further requests. */
  JsonNode session() throws Exception {
    JsonNode session = JSON.readTree(get("/api/session").body());
    csrf = session.path("csrf").asText("");
    return session;
  }

  /** The whole answer to a request with this line and these headers, as they are. */
  String raw(String line, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          line + "\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  String cookie() {
    return cookies.getCookieStore().getCookies().stream()
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .findFirst()
        .orElse("");
  }

  private HttpResponse<String> send(HttpRequest.Builder request, Map<String, String> headers)
      throws Exception {
    headers.forEach(request::header);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      // As a browser does: the server ends a connection whose last body it refused to read.
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
