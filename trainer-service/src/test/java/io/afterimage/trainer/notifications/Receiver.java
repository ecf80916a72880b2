package io.afterimage.trainer.notifications;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Notification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of notifications in this process, which checks their signatures. */
public final class Receiver implements AutoCloseable {

  /** What requests are to be signed with. */
  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final HttpServer server;
  private final URI url;
  private final Queue<Integer> next = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile int usual = 204;

  /**
   * What came.
   *
   * @param headers by name in lower case
   * @param status what was answered
   */
  public record Request(Map<String, String> headers, byte[] body, int status, boolean signed) {

    /** The body, read. */
    public Notification notification() {
      return EventJson.read(body, Notification.class);
    }
  }

  /** Listens on a free port of this machine. */
  public Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    url =
        URI.create(
            "http://127.0.0.1:%d/hook?token=hidden".formatted(server.getAddress().getPort()));
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its address. */
  public URI url() {
    return url;
  }

  /** Answers the next requests with these, and then as {@link #answerAlways} says. */
  public void answer(Integer... statuses) {
    next.addAll(List.of(statuses));
  }

  /** Answers with that status from now on; at first 204. */
  public void answerAlways(int status) {
    usual = status;
  }

  /** Everything that came. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What was taken, in order. */
  public List<Notification> taken() {
    return requests.stream()
        .filter(request -> request.status() == 204)
        .map(Request::notification)
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      byte[] body = exchange.getRequestBody().readAllBytes();
      Integer scripted = next.poll();
      int status = scripted == null ? usual : scripted;
      if (status / 100 == 3) {
        exchange.getResponseHeaders().add("location", "/elsewhere");
      }
      requests.add(new Request(headers, body, status, isSigned(headers, body)));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  /** Computed apart from the code that signs. */
  private static boolean isSigned(Map<String, String> headers, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
      String signed =
          headers.get("webhook-id")
              + "."
              + headers.get("webhook-timestamp")
              + "."
              + new String(body, StandardCharsets.UTF_8);
      String expected =
          "v1,"
              + Base64.getEncoder()
                  .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
      return expected.equals(headers.get("webhook-signature"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
