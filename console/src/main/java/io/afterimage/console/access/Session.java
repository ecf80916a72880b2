package io.afterimage.console.access;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody is logged in.
 *
 * @param person who, with the role that holds until the session's end
 * @param csrfToken what the session's own page knows and other pages do not
 * @param begun when
 * @param user the line of the users' file that the login was by; empty with OpenID Connect
 */
record Session(Person person, String csrfToken, Instant begun, Optional<User> user) {}
