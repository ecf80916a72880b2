package io.afterimage.trainer.notifications;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Notification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notifications as signed POST requests; follows no redirect. Its messages never name more of
 * the address than the host, as the rest may be a secret. Thread-safe.
 */
final class Webhook {

  private static final Logger log = LoggerFactory.getLogger(Webhook.class);
  private static final long LOOK_MILLIS = 100;

  /** For an answer that is on its way when nothing more is to be sent. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** The body itself is what is wrong: the same one fares no better later. */
  private static final Set<Integer> NEVER_TAKEN = Set.of(400, 413, 415, 422);

  private final URI url;
  private final WebhookSecret secret;
  private final Duration timeout;
  private final InstantSource clock;
  private final HttpClient client;

  /**
   * What came of a request.
   *
   * @param fault why it was not taken; empty when it was
   * @param isFinal whether the same request would fare no better later
   */
  record Answer(Optional<String> fault, boolean isFinal) {

    private static final Answer TAKEN = new Answer(Optional.empty(), true);

    private static Answer failed(String fault) {
      return new Answer(Optional.of(fault), false);
    }
  }

  /** Opens no connection yet. */
  Webhook(URI url, WebhookSecret secret, Duration timeout, InstantSource clock) {
    this.url = url;
    this.secret = secret;
    this.timeout = timeout;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /** Where it is, for messages. */
  String host() {
    return url.getHost();
  }

  /**
   * Sends it once, and waits for the answer until the timeout, but for two seconds at most once it
   * is not wanted any more: a receiver that has taken it should not get it again.
   *
   * @param unwanted asked every now and then, until it says so
   */
  Answer post(Notification notification, BooleanSupplier unwanted) {
    byte[] body = EventJson.write(notification);
    Instant now = clock.instant();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("content-type", "application/json")
            .header("user-agent", "afterimage")
            .header("webhook-id", notification.id())
            .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .header("webhook-signature", secret.sign(notification.id(), now, body))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<HttpResponse<Void>> response =
        client.sendAsync(request, BodyHandlers.discarding());
    long end = System.nanoTime() + timeout.toNanos();
    boolean isEnding = false;
    while (System.nanoTime() - end < 0) {
      if (!isEnding && unwanted.getAsBoolean()) {
        isEnding = true;
        end = Math.min(end, System.nanoTime() + GRACE.toNanos());
      }
      try {
        return answer(response.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).statusCode());
      } catch (TimeoutException notYet) {
        log.atTrace().log("waiting for the webhook");
      } catch (ExecutionException e) {
        return Answer.failed(message(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    response.cancel(true);
    return Answer.failed("no answer within " + timeout.toMillis() + " ms");
  }

  private static Answer answer(int status) {
    if (status / 100 == 2) {
      return Answer.TAKEN;
    }
    String hint = status / 100 == 3 ? " (redirects are not followed: give the final address)" : "";
    return new Answer(
        Optional.of("it answers with status " + status + hint), NEVER_TAKEN.contains(status));
  }

  private static String message(Throwable fault) {
    String name = fault.getClass().getSimpleName();
    return fault.getMessage() == null ? name : name + ": " + fault.getMessage();
  }
}
