package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class Sha256Test {

  /** The example of FIPS 180-4. */
  @Test
  void shouldBeWhatTheStandardSays() {
    assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  @Tag("slow")
  void shouldBeWhatTheJdkComputesForAnyLength() throws Exception {
    MessageDigest jdk = MessageDigest.getInstance("SHA-256");
    Random random = new Random(1);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length * length];
      random.nextBytes(bytes);
      assertThat(Sha256.of(bytes)).isEqualTo(HexFormat.of().formatHex(jdk.digest(bytes)));
    }
  }

  @Test
  void shouldComputeInNativeCodeOnLinux() {
    assertThat(Sha256.provider())
        .isEqualTo(
            System.getProperty("os.name").equals("Linux")
                    && System.getProperty("os.arch").equals("amd64")
                ? "AmazonCorrettoCryptoProvider"
                : "SUN");
  }
}
