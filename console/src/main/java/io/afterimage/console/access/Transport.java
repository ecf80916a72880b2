package io.afterimage.console.access;

import io.javalin.config.JavalinConfig;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How bytes travel between browsers and the console: as they are, or by TLS 1.2 and later. */
public final class Transport {

  private Transport() {}

  /**
   * Makes a server use TLS, if that is configured.
   *
   * @param port to listen on; 0 takes a free one
   * @throws io.afterimage.config.InvalidConfigurationException when the key cannot be read
   */
  public static void configure(JavalinConfig server, AccessConfig access, int port) {
    access
        .tls()
        .map(TlsKeys::read)
        .ifPresent(
            keys ->
                server.jetty.addConnector(
                    (jetty, http) -> connector(jetty, http, keys, access.bind(), port)));
  }

  private static ServerConnector connector(
      Server jetty, HttpConfiguration http, TlsKeys.Keys keys, String host, int port) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(keys.store());
    tls.setKeyStorePassword(keys.password());
    tls.setKeyManagerPassword(keys.password());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    HttpConfiguration secure = new HttpConfiguration(http);
    SecureRequestCustomizer customizer = new SecureRequestCustomizer();
    // The gate checks the host, also of those who ask for an address.
    customizer.setSniHostCheck(false);
    secure.addCustomizer(customizer);
    HttpConnectionFactory plain = new HttpConnectionFactory(secure);
    ServerConnector connector =
        new ServerConnector(jetty, new SslConnectionFactory(tls, plain.getProtocol()), plain);
    connector.setHost(host);
    connector.setPort(port);
    return connector;
  }
}
