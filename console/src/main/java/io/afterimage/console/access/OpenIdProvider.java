package io.afterimage.console.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Talks to the provider of OpenID Connect. What it says of itself is read once, its keys when one
 * is not known. Of a provider that does not answer, few requests wait at a time, and for some
 * seconds it is not asked again: anyone may begin a login, and must not take the server's threads
 * by it. Thread-safe.
 */
final class OpenIdProvider {

  private static final int LIMIT_MILLIS = 10_000;

  private static final int LARGEST_KEYS = 1 << 20;
  private static final int MOST_WAITING = 16;
  private static final Duration NOT_ASKED_AGAIN = Duration.ofSeconds(10);

  private final OpenIdConfig config;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private volatile Known known;

  // Under this object's lock.
  private Instant askAgain = Instant.MIN;
  private String fault = "";

  /** What it says of itself, and what checks its tokens by the keys that it has. */
  private record Known(OIDCProviderMetadata metadata, IDTokenValidator validator) {}

  OpenIdProvider(OpenIdConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** The login was not what the provider should say, or the provider said no. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Where to send a browser that wants to log in.
   *
   * @throws IOException when the provider does not answer
   */
  URI login(State state, Nonce nonce, CodeVerifier verifier) throws IOException {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE,
            new Scope(config.scope().toArray(new String[0])),
            new ClientID(config.clientId()),
            config.redirect())
        .endpointURI(known().metadata().getAuthorizationEndpointURI())
        .state(state)
        .nonce(nonce)
        .codeChallenge(verifier, CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * Exchanges a code for what the provider says of the person, signature, issuer, audience, time
   * and nonce checked.
   *
   * @throws IOException when the provider does not answer
   */
  Map<String, Object> claims(String code, Nonce nonce, CodeVerifier verifier)
      throws IOException, RefusedException {
    Known of = known();
    takePlace();
    try {
      return claims(of, code, nonce, verifier);
    } finally {
      places.release();
    }
  }

  private Map<String, Object> claims(Known of, String code, Nonce nonce, CodeVerifier verifier)
      throws IOException, RefusedException {
    ClientID client = new ClientID(config.clientId());
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(new AuthorizationCode(code), config.redirect(), verifier);
    URI endpoint = of.metadata().getTokenEndpointURI();
    HTTPRequest request =
        config
            .clientSecret()
            .map(
                secret ->
                    new TokenRequest.Builder(
                            endpoint, new ClientSecretBasic(client, new Secret(secret)), grant)
                        .build())
            .orElseGet(() -> new TokenRequest.Builder(endpoint, client, grant).build())
            .toHTTPRequest();
    request.setConnectTimeout(LIMIT_MILLIS);
    request.setReadTimeout(LIMIT_MILLIS);
    try {
      HTTPResponse answer = request.send();
      if (answer.getStatusCode() >= 500) {
        throw new IOException(
            "%s answers with status %d".formatted(endpoint, answer.getStatusCode()));
      }
      TokenResponse response = OIDCTokenResponseParser.parse(answer);
      if (!response.indicatesSuccess()) {
        throw new RefusedException(response.toErrorResponse().getErrorObject().toString());
      }
      IDTokenClaimsSet claims =
          of.validator()
              .validate(
                  ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens().getIDToken(),
                  nonce);
      return claims.toJSONObject();
    } catch (KeySourceException e) {
      throw new IOException(
          "the keys at %s cannot be read: %s"
              .formatted(of.metadata().getJWKSetURI(), e.getMessage()),
          e);
    } catch (GeneralException | BadJOSEException | JOSEException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private Known known() throws IOException {
    if (known == null) {
      takePlace();
      try {
        ask();
      } finally {
        places.release();
      }
    }
    return known;
  }

  private void takePlace() throws IOException {
    if (!places.tryAcquire()) {
      throw new IOException("%d logins wait for %s".formatted(MOST_WAITING, config.issuer()));
    }
  }

  private synchronized void ask() throws IOException {
    if (known != null) {
      return;
    }
    if (clock.instant().isBefore(askAgain)) {
      throw new IOException(fault);
    }
    try {
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(new Issuer(config.issuer()), LIMIT_MILLIS, LIMIT_MILLIS);
      known =
          new Known(
              metadata,
              new IDTokenValidator(
                  metadata.getIssuer(),
                  new ClientID(config.clientId()),
                  JWSAlgorithm.RS256,
                  metadata.getJWKSetURI().toURL(),
                  new DefaultResourceRetriever(LIMIT_MILLIS, LIMIT_MILLIS, LARGEST_KEYS)));
    } catch (GeneralException | IOException e) {
      fault = "%s does not answer as a provider: %s".formatted(config.issuer(), e.getMessage());
      askAgain = clock.instant().plus(NOT_ASKED_AGAIN);
      throw new IOException(fault, e);
    }
  }
}
