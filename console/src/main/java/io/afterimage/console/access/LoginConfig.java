package io.afterimage.console.access;

import java.nio.file.Path;

/** How people become known to the console. */
public sealed interface LoginConfig permits LoginConfig.None, LoginConfig.Users, OpenIdConfig {

  /**
   * Not at all: who reaches the console is this person. Only where nothing but this machine does.
   *
   * @param person whose name is recorded; an operator
   */
  record None(Person person) implements LoginConfig {}

  /**
   * By name and password.
   *
   * @param file of lines {@code name:role:hash}
   */
  record Users(Path file) implements LoginConfig {}
}
