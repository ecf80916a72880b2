package io.afterimage.trainer.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What requests are signed with, as <a href="https://www.standardwebhooks.com">Standard
 * Webhooks</a> 1.0 says, for which there are libraries in many languages. Immutable.
 */
final class WebhookSecret {

  /** What may be given, for messages. */
  static final String ALLOWED =
      "whsec_ and 24 to 64 random bytes in Base64, such as echo whsec_$(openssl rand -base64 32)"
          + " makes";

  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads a secret.
   *
   * @throws IllegalArgumentException when it is not {@link #ALLOWED}
   */
  static WebhookSecret parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException(ALLOWED);
    }
    byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
    if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
      throw new IllegalArgumentException(ALLOWED);
    }
    return new WebhookSecret(key);
  }

  /**
   * The signature of a request: HMAC-SHA256 over id, time and body.
   *
   * @param id of what is sent
   * @param sent when it is sent, counted in whole seconds
   */
  String sign(String id, Instant sent, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + sent.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
