package io.afterimage.cli.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on this machine that can break off, and continues when asked to. */
public final class FileServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private volatile int breakAfter = Integer.MAX_VALUE;
  private volatile String tag = "\"one\"";

  /** Starts on a free port. */
  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Serves these bytes at {@code /name}. */
  public FileServer with(String name, byte[] bytes) {
    files.put("/" + name, bytes);
    return this;
  }

  /** Where it is, with a slash at the end. */
  public URI address() {
    return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
  }

  /** The next answers end after so many bytes. */
  public void breakAfter(int bytes) {
    breakAfter = bytes;
  }

  /** The files are others from now on. */
  void changeTag(String other) {
    tag = other;
  }

  /** What was asked for: the Range header of each request, or {@code all}. */
  public List<String> ranges() {
    return ranges;
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] all = files.get(exchange.getRequestURI().getPath());
    if (all == null) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "all" : range);
    boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
    int from = range == null || !same ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    exchange.getResponseHeaders().add("ETag", tag);
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%d".formatted(from, all.length - 1, all.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, all.length - from);
    int to = (int) Math.min(all.length, (long) from + breakAfter);
    exchange.getResponseBody().write(Arrays.copyOfRange(all, from, to));
    exchange.getResponseBody().flush();
    // Without the rest, closing breaks the connection.
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
