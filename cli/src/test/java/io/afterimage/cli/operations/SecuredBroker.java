package io.afterimage.cli.operations;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.rights.Right;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that speaks TLS only, asks for SCRAM or a token, and lets nobody do what no rule allows.
 * Its own administrator comes with PLAIN, since users of SCRAM are kept in Kafka itself.
 */
final class SecuredBroker implements AutoCloseable {

  private static final String PASSWORD = "for-tests-only";
  private static final String MODULES = "org.apache.kafka.common.security.";

  private final Path folder;
  private final BrokerProcess broker;

  SecuredBroker(Path folder) {
    this.folder = folder;
    makeCertificate();
    this.broker =
        BrokerProcess.start(new EmbeddedBrokerConfig(folder.resolve("broker"), 0, settings()));
  }

  /** Client properties of a user. */
  Map<String, String> client(String user) {
    Map<String, String> properties = tls();
    properties.put("sasl.mechanism", "SCRAM-SHA-512");
    properties.put(
        "sasl.jaas.config",
        MODULES
            + "scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, PASSWORD));
    return properties;
  }

  /**
   * Client properties of a user with a token instead of a password: one that Kafka's own module
   * makes and nobody has signed, which the broker takes for as long as nothing else is configured.
   */
  Map<String, String> clientWithToken(String user) {
    Map<String, String> properties = tls();
    properties.put("sasl.mechanism", "OAUTHBEARER");
    properties.put(
        "sasl.jaas.config",
        MODULES
            + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"%s\";"
                .formatted(user));
    return properties;
  }

  /** The administrator's client properties, with the address. */
  Map<String, Object> administrator() {
    Map<String, Object> properties = new HashMap<>(tls());
    properties.put("bootstrap.servers", bootstrapServers());
    properties.put("sasl.mechanism", "PLAIN");
    properties.put(
        "sasl.jaas.config",
        MODULES
            + "plain.PlainLoginModule required username=\"admin\" password=\"%s\";"
                .formatted(PASSWORD));
    return properties;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Makes a user who may do that and nothing else. */
  void user(String name, List<Right> rights) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(administrator())) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
          .all()
          .get();
      admin.createAcls(bindings(name, rights)).all().get();
    }
  }

  /** Takes rights away. */
  void revoke(String name, List<Right> rights) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(administrator())) {
      admin
          .deleteAcls(bindings(name, rights).stream().map(AclBinding::toFilter).toList())
          .all()
          .get();
    }
  }

  @Override
  public void close() {
    broker.close();
  }

  private static List<AclBinding> bindings(String name, List<Right> rights) {
    return rights.stream().flatMap(right -> right.grantedTo("User:" + name).stream()).toList();
  }

  private Map<String, String> tls() {
    return new HashMap<>(
        Map.of(
            "security.protocol",
            "SASL_SSL",
            "ssl.truststore.location",
            store().toString(),
            "ssl.truststore.type",
            "PKCS12",
            "ssl.truststore.password",
            PASSWORD));
  }

  private Map<String, String> settings() {
    String client =
        "listener.name." + EmbeddedBrokerConfig.CLIENT_LISTENER.toLowerCase(Locale.ROOT);
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listener.security.protocol.map",
        EmbeddedBrokerConfig.CLIENT_LISTENER
            + ":SASL_SSL,"
            + EmbeddedBrokerConfig.CONTROLLER_LISTENER
            + ":PLAINTEXT");
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN,OAUTHBEARER");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put(
        client + ".plain.sasl.jaas.config",
        MODULES
            + "plain.PlainLoginModule required username=\"admin\" password=\"%1$s\" user_admin=\"%1$s\";"
                .formatted(PASSWORD));
    settings.put(
        client + ".scram-sha-512.sasl.jaas.config", MODULES + "scram.ScramLoginModule required;");
    settings.put(
        client + ".oauthbearer.sasl.jaas.config",
        MODULES + "oauthbearer.OAuthBearerLoginModule required;");
    settings.put("ssl.keystore.location", store().toString());
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.password", PASSWORD);
    settings.put("ssl.truststore.location", store().toString());
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.password", PASSWORD);
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // Nobody is anonymous to clients; the controller's listener is the process's own.
    settings.put("super.users", "User:admin;User:ANONYMOUS");
    settings.put("group.min.session.timeout.ms", "1000");
    return settings;
  }

  private Path store() {
    return folder.resolve("broker.p12").toAbsolutePath();
  }

  /** A self-signed certificate, which is its own authority. */
  private void makeCertificate() {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    try {
      Process process =
          new ProcessBuilder(
                  keytool.toString(),
                  "-genkeypair",
                  "-alias",
                  "broker",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=127.0.0.1",
                  "-ext",
                  "SAN=IP:127.0.0.1",
                  "-validity",
                  "2",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store().toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
