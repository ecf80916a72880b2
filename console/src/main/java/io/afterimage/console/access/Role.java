package io.afterimage.console.access;

import io.javalin.security.RouteRole;

/** What somebody may do; each role includes those before it. Every route names the least one. */
public enum Role implements RouteRole {
  /** Not logged in: the login page and what it is made of. */
  ANYONE,
  /** Looks. */
  VIEWER,
  /** Gives labels and takes them back. */
  LABELLER,
  /** Decides about versions, runs and refused images. */
  OPERATOR;

  /** Whether somebody of this role may do what needs {@code least}. */
  public boolean includes(Role least) {
    return compareTo(least) >= 0;
  }
}
