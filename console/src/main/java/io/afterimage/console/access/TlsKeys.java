package io.afterimage.console.access;

import io.afterimage.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a certificate and its key. */
final class TlsKeys {

  /** The key store that is made of PEM files is in memory only. */
  private static final String IN_MEMORY = "in memory";

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

  /** A key store and the password that its key has. */
  record Keys(KeyStore store, String password) {}

  private TlsKeys() {}

  /**
   * Reads the files.
   *
   * @throws InvalidConfigurationException naming the file that cannot be used, and why
   */
  static Keys read(TlsConfig config) {
    return config instanceof TlsConfig.Pem pem ? pem(pem) : store((TlsConfig.KeyStoreFile) config);
  }

  private static Keys pem(TlsConfig.Pem pem) {
    PrivateKey key = key(pem.key());
    try (InputStream in = Files.newInputStream(pem.certificate())) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("console", key, IN_MEMORY.toCharArray(), chain);
      return new Keys(store, IN_MEMORY);
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("console.tls.certificate", pem.certificate(), e.toString());
    }
  }

  private static PrivateKey key(Path file) {
    try {
      Matcher matcher = PRIVATE_KEY.matcher(Files.readString(file));
      if (!matcher.find()) {
        throw unusable(
            "console.tls.key",
            file,
            "it has no line BEGIN PRIVATE KEY: 'openssl pkcs8 -topk8 -nocrypt -in FILE' makes one");
      }
      byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
      for (String kind : KINDS) {
        try {
          return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (InvalidKeySpecException e) {
          // Another kind, then.
        }
      }
      throw unusable("console.tls.key", file, "the key is none of " + KINDS);
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("console.tls.key", file, e.toString());
    }
  }

  private static Keys store(TlsConfig.KeyStoreFile file) {
    try (InputStream in = Files.newInputStream(file.file())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, file.password().toCharArray());
      return new Keys(store, file.password());
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("console.tls.keystore", file.file(), e.toString());
    }
  }

  private static InvalidConfigurationException unusable(String option, Path file, String why) {
    return new InvalidConfigurationException(List.of("%s = '%s': %s".formatted(option, file, why)));
  }
}
