package io.afterimage.cli.fetch;

import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Downloads a file over HTTP and resumes where an earlier transfer ended. The server's entity tag
 * shows whether the file is still the same.
 *
 * @param client follows redirects as it was made
 * @param attempts how often a broken transfer is resumed before it fails
 * @param silence time limit for the start of the server's response
 */
public record Transfer(HttpClient client, int attempts, Duration silence) {

  private static final int PIECE = 1 << 16;
  private static final int PARTIAL = 206;
  private static final int OK = 200;
  private static final int NOT_SATISFIABLE = 416;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");

  /** As commands use it. */
  public static Transfer usual() {
    return new Transfer(
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build(),
        5,
        Duration.ofSeconds(30));
  }

  /**
   * Completes a file.
   *
   * @param target existing content is kept and continued
   * @throws IOException when the server cannot be reached or the transfer breaks off again and
   *     again
   * @throws CommandFailure when the server does not have it, or it is too large
   * @throws CancellationException when cancelled
   */
  void run(RemoteFile file, Path target, FetchProgress progress, BooleanSupplier cancelled)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      long before = Files.exists(target) ? Files.size(target) : 0;
      try {
        continueWith(file, target, progress, cancelled);
        return;
      } catch (IOException e) {
        boolean moved = Files.exists(target) && Files.size(target) > before;
        if (attempt >= attempts || !moved) {
          throw e;
        }
      }
    }
  }

  private void continueWith(
      RemoteFile file, Path target, FetchProgress progress, BooleanSupplier cancelled)
      throws IOException {
    Path tag = target.resolveSibling(target.getFileName() + ".etag");
    long there = Files.exists(target) && Files.exists(tag) ? Files.size(target) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(file.address()).timeout(silence);
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-").header("If-Range", Files.readString(tag));
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream body = response.body()) {
      Matcher range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse("none"));
      boolean continued =
          response.statusCode() == PARTIAL
              && range.matches()
              && Long.parseLong(range.group(1)) == there;
      if (!continued) {
        requireWhole(response, file, tag, there);
      }
      long start = continued ? there : 0;
      long total =
          continued
              ? Long.parseLong(range.group(2))
              : response.headers().firstValueAsLong("Content-Length").orElse(0);
      requireAllowed(file, total);
      noteTag(tag, response.headers().firstValue("ETag"));
      copy(file, body, target, start, total, progress, cancelled);
    }
    Files.deleteIfExists(tag);
  }

  private static void requireWhole(
      HttpResponse<InputStream> response, RemoteFile file, Path tag, long there)
      throws IOException {
    int status = response.statusCode();
    if (status == NOT_SATISFIABLE || status == PARTIAL) {
      Files.deleteIfExists(tag);
      throw new IOException("the server cannot continue at byte " + there);
    } else if (status != OK) {
      throw new CommandFailure("%s answers with HTTP status %d".formatted(file.address(), status));
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("fetching was interrupted");
    }
  }

  /** Weak tags do not promise the same bytes. */
  private static void noteTag(Path tag, Optional<String> value) throws IOException {
    Optional<String> strong = value.filter(text -> !text.startsWith("W/"));
    if (strong.isPresent()) {
      Files.writeString(tag, strong.get());
    } else {
      Files.deleteIfExists(tag);
    }
  }

  private static void copy(
      RemoteFile file,
      InputStream body,
      Path target,
      long start,
      long total,
      FetchProgress progress,
      BooleanSupplier cancelled)
      throws IOException {
    long done = start;
    try (OutputStream out =
        Files.newOutputStream(
            target,
            StandardOpenOption.CREATE,
            start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] piece = new byte[PIECE];
      for (int length = body.read(piece); length >= 0; length = body.read(piece)) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("fetching was cancelled");
        }
        done += length;
        requireAllowed(file, done);
        out.write(piece, 0, length);
        progress.received(done, total);
      }
    }
    if (total > 0 && done != total) {
      throw new IOException("the transfer broke off after %d of %d bytes".formatted(done, total));
    }
  }

  private static void requireAllowed(RemoteFile file, long bytes) {
    if (bytes > file.maxBytes()) {
      throw new CommandFailure(
          "%s is larger than the %d bytes that are allowed for it"
              .formatted(file.address(), file.maxBytes()));
    }
  }

  /** Describes an exception to the user. */
  static String reason(IOException thrown) {
    boolean unreachable =
        thrown instanceof ConnectException
            || thrown instanceof UnknownHostException
            || thrown instanceof HttpConnectTimeoutException
            || thrown.getCause() instanceof UnresolvedAddressException;
    if (unreachable) {
      return "cannot reach the server (is this machine offline?)";
    }
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }
}
