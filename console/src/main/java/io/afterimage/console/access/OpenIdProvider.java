package io.afterimage.console.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
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
import java.util.Map;

/** Talks to the provider of OpenID Connect; what it says of itself is read once. Thread-safe. */
final class OpenIdProvider {

  private static final int LIMIT_MILLIS = 10_000;

  private final OpenIdConfig config;
  private OIDCProviderMetadata metadata;

  OpenIdProvider(OpenIdConfig config) {
    this.config = config;
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
        .endpointURI(metadata().getAuthorizationEndpointURI())
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
    OIDCProviderMetadata of = metadata();
    ClientID client = new ClientID(config.clientId());
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(new AuthorizationCode(code), config.redirect(), verifier);
    URI endpoint = of.getTokenEndpointURI();
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
      TokenResponse response = OIDCTokenResponseParser.parse(request.send());
      if (!response.indicatesSuccess()) {
        throw new RefusedException(response.toErrorResponse().getErrorObject().toString());
      }
      IDTokenValidator validator =
          new IDTokenValidator(
              of.getIssuer(), client, JWSAlgorithm.RS256, of.getJWKSetURI().toURL());
      IDTokenClaimsSet claims =
          validator.validate(
              ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens().getIDToken(),
              nonce);
      return claims.toJSONObject();
    } catch (GeneralException | BadJOSEException | JOSEException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private synchronized OIDCProviderMetadata metadata() throws IOException {
    if (metadata == null) {
      try {
        metadata =
            OIDCProviderMetadata.resolve(new Issuer(config.issuer()), LIMIT_MILLIS, LIMIT_MILLIS);
      } catch (GeneralException e) {
        throw new IOException(
            "%s is no provider: %s".formatted(config.issuer(), e.getMessage()), e);
      }
    }
    return metadata;
  }
}
