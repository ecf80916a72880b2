package io.afterimage.console.access;

import io.afterimage.config.Settings;
import java.nio.file.Path;
import java.util.Optional;

/** With which certificate the console speaks TLS. */
public sealed interface TlsConfig {

  /**
   * Files in PEM.
   *
   * @param certificate the chain, the console's own certificate first
   * @param key its private key, PKCS#8 without a password
   */
  record Pem(Path certificate, Path key) implements TlsConfig {}

  /**
   * A key store with one key.
   *
   * @param file in PKCS12
   * @param password of the store and of the key
   */
  record KeyStoreFile(Path file, String password) implements TlsConfig {

    @Override
    public String toString() {
      return "KeyStoreFile[%s]".formatted(file);
    }
  }

  /** Reads {@code console.tls.*}; empty where nothing is given: plain HTTP. */
  static Optional<TlsConfig> from(Settings settings) {
    Optional<Path> certificate = settings.optional("console.tls.certificate").map(Path::of);
    Optional<Path> key = settings.optional("console.tls.key").map(Path::of);
    Optional<Path> store = settings.optional("console.tls.keystore").map(Path::of);
    String password = settings.optional("console.tls.password").orElse("");
    if (certificate.isPresent() != key.isPresent()) {
      settings.problems().missing("console.tls.certificate", "goes with console.tls.key");
    }
    if (certificate.isPresent() && store.isPresent()) {
      settings
          .problems()
          .add(
              "console.tls.keystore",
              store.get().toString(),
              "give either this or console.tls.certificate with console.tls.key");
    }
    return store
        .<TlsConfig>map(file -> new KeyStoreFile(file, password))
        .or(() -> certificate.flatMap(chain -> key.map(own -> new Pem(chain, own))));
  }
}
