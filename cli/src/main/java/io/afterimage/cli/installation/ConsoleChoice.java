package io.afterimage.cli.installation;

import java.util.Optional;

/**
 * Whether and where a console is served beside everything else.
 *
 * @param wanted whether there is one
 * @param port to serve it on; absent: the usual one, or a free one where that is taken
 */
public record ConsoleChoice(boolean wanted, Optional<Integer> port) {}
