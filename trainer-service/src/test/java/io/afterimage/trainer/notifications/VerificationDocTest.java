package io.afterimage.trainer.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.testkit.PythonTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python in {@code docs/operations.md} accepts what is signed here, and nothing else. */
class VerificationDocTest {

  private static final String CALL =
      """

      import sys
      id, sent, signature, body, secret = sys.argv[1:]
      print(verified({"webhook-id": id, "webhook-timestamp": sent, "webhook-signature": signature},
                     body.encode(), secret))
      """;

  @TempDir private Path folder;

  private String verified(String id, Instant sent, String signature, String body) throws Exception {
    Path script = folder.resolve("verified.py").toAbsolutePath();
    Files.writeString(script, example() + CALL);
    return PythonTool.run(
            script.toString(),
            folder,
            id,
            Long.toString(sent.getEpochSecond()),
            signature,
            body,
            Receiver.SECRET)
        .strip();
  }

  private static String example() throws IOException {
    Matcher matcher =
        Pattern.compile("(?s)```python\\n(.*?)```")
            .matcher(Files.readString(Path.of("../docs/operations.md")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void shouldAcceptWhatIsSignedAndNothingElse() throws Exception {
    Instant now = Instant.now();
    String body = "{\"text\":\"greater\"}";
    WebhookSecret secret = WebhookSecret.parse(Receiver.SECRET);
    String signature = secret.sign("id-1", now, body.getBytes(StandardCharsets.UTF_8));

    assertThat(verified("id-1", now, signature, body)).isEqualTo("True");
    assertThat(verified("id-1", now, "v1,other " + signature, body)).isEqualTo("True");
    assertThat(verified("id-1", now, signature, body + " ")).isEqualTo("False");
    assertThat(verified("id-2", now, signature, body)).isEqualTo("False");
    Instant old = now.minusSeconds(3600);
    String oldSignature = secret.sign("id-1", old, body.getBytes(StandardCharsets.UTF_8));
    assertThat(verified("id-1", old, oldSignature, body)).isEqualTo("False");
  }
}
