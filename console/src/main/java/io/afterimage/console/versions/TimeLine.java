package io.afterimage.console.versions;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All versions, as JSON of the console.
 *
 * @param caughtUp whether everything is known that was there when the console began to read
 * @param faults why something cannot be read at the moment
 * @param active the version that answers
 * @param pinned whether it answers because of a pin
 * @param staged the version that is tried on live images, or waits for approval
 * @param versions the newest ones, newest first
 * @param total how many there are
 * @param happenings what happened to them, newest first
 * @param reigns when which version answered, oldest first
 * @param runs commands and runs: what is under way first, then newest first
 * @param now the console's time, for what is under way
 */
record TimeLine(
    boolean caughtUp,
    List<String> faults,
    Optional<String> active,
    boolean pinned,
    Optional<String> staged,
    List<VersionRow> versions,
    int total,
    List<Happening> happenings,
    List<VersionLog.Reign> reigns,
    List<RunView> runs,
    Instant now) {}
