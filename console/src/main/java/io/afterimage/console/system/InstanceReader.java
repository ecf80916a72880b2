package io.afterimage.console.system;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.service.Health;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.InterruptException;

/** Asks the instances of the services how they are, all at once. Thread-safe. */
final class InstanceReader {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** Far more than any instance has to say. */
  private static final int MOST_BYTES = 256 * 1024;

  private static final int OK = 200;

  private final List<URI> instances;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Asks those, by the addresses of their HTTP ports. */
  InstanceReader(List<URI> instances) {
    this.instances = new CopyOnWriteArrayList<>(instances);
  }

  /** Asks one more from now on. */
  void add(URI instance) {
    instances.add(instance);
  }

  /** In their order; those that do not answer in time say why. */
  List<InstanceFacts> read() {
    List<URI> asked = List.copyOf(instances);
    List<CompletableFuture<HttpResponse<InputStream>>> answers =
        asked.stream()
            .map(
                instance ->
                    client.sendAsync(
                        HttpRequest.newBuilder(instance.resolve("/health")).timeout(LIMIT).build(),
                        BodyHandlers.ofInputStream()))
            .toList();
    return IntStream.range(0, answers.size())
        .mapToObj(at -> facts(asked.get(at), answers.get(at)))
        .toList();
  }

  private static InstanceFacts facts(
      URI instance, CompletableFuture<HttpResponse<InputStream>> answer) {
    String address = instance.toString();
    try {
      HttpResponse<InputStream> response = answer.get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      try (InputStream body = response.body()) {
        if (response.statusCode() != OK) {
          return InstanceFacts.silent(
              address,
              "/health answers %d: is it the HTTP port of a service?"
                  .formatted(response.statusCode()));
        }
        Health health = EventJson.read(body.readNBytes(MOST_BYTES), Health.class);
        return new InstanceFacts(
            address,
            true,
            Optional.empty(),
            health.live(),
            health.ready(),
            health.reasons(),
            Optional.ofNullable(health.details().get("modelVersion")),
            health.details());
      }
    } catch (ExecutionException e) {
      return InstanceFacts.silent(address, "does not answer: " + text(e.getCause()));
    } catch (IOException | TimeoutException e) {
      return InstanceFacts.silent(address, "does not answer: " + text(e));
    } catch (MalformedEventException e) {
      return InstanceFacts.silent(
          address, "/health says something else: is it the HTTP port of a service?");
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static String text(Throwable fault) {
    if (fault instanceof ConnectException) {
      return "nothing listens there";
    }
    return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
  }
}
