package io.afterimage.console.access;

import io.javalin.http.Context;

/**
 * Who sent a request.
 *
 * @param name what labels name as their source, and commands as whose reason it is
 */
public record Person(String name, Role role) {

  private static final String ATTRIBUTE = "person";

  /** Of a request that was let through to a route of {@link Role#VIEWER} or more. */
  public static Person of(Context request) {
    Person person = request.attribute(ATTRIBUTE);
    if (person == null) {
      throw new IllegalStateException("nobody was authenticated for " + request.path());
    }
    return person;
  }

  /** Remembers who sent the request, for its route. */
  void rememberIn(Context request) {
    request.attribute(ATTRIBUTE, this);
  }
}
