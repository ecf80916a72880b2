package io.afterimage.trainer.notifications;

import io.afterimage.config.Settings;
import io.afterimage.schemas.events.Notification;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who is told what happens.
 *
 * @param webhook where to, and what requests are signed with; empty: nobody is told
 * @param types of notifications that are sent
 * @param timeout of one request
 * @param retryFor how old a notification may be and is still tried again
 */
public record NotificationConfig(
    Optional<Endpoint> webhook, Set<String> types, Duration timeout, Duration retryFor) {

  private static final String URL = "notifications.url";
  private static final String SECRET = "notifications.secret";
  private static final String ALL = "all";

  /** Copies the types. */
  public NotificationConfig {
    types = Set.copyOf(types);
  }

  /** Whether anybody is told. */
  public boolean isOn() {
    return webhook.isPresent();
  }

  /** Where requests go, and what they are signed with. */
  record Endpoint(URI url, WebhookSecret secret) {}

  /** Reads the options. */
  public static NotificationConfig read(Settings settings) {
    Optional<URI> url =
        settings.read(
            URL,
            "",
            "an address such as https://host/path, without user and fragment",
            text -> given(text).map(NotificationConfig::address));
    Optional<WebhookSecret> secret =
        settings.read(
            SECRET, "", WebhookSecret.ALLOWED, text -> given(text).map(WebhookSecret::parse));
    if (url.isPresent() && secret.isEmpty()) {
      settings
          .problems()
          .missing(
              SECRET,
              "%s is given, and requests are signed: %s".formatted(URL, WebhookSecret.ALLOWED));
    }
    return new NotificationConfig(
        url.flatMap(to -> secret.map(key -> new Endpoint(to, key))),
        settings.read(
            "notifications.events",
            ALL,
            "all, or some of " + String.join(",", Notification.TYPES),
            NotificationConfig::types),
        settings.duration("notifications.timeout", Duration.ofSeconds(10), Duration.ofMillis(100)),
        settings.duration("notifications.retry.for", Duration.ofHours(1)));
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(Predicate.not(String::isEmpty));
  }

  private static URI address(String text) {
    URI url = URI.create(text);
    boolean isHttp =
        "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
    if (!isHttp
        || url.getHost() == null
        || url.getUserInfo() != null
        || url.getFragment() != null) {
      throw new IllegalArgumentException("no address");
    }
    return url;
  }

  private static Set<String> types(String text) {
    if (text.equals(ALL)) {
      return Set.copyOf(Notification.TYPES);
    }
    Set<String> types =
        new LinkedHashSet<>(Arrays.stream(text.split(",")).map(String::strip).toList());
    if (!Notification.TYPES.containsAll(types)) {
      throw new IllegalArgumentException("unknown type");
    }
    return types;
  }
}
