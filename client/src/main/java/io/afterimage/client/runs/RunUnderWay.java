package io.afterimage.client.runs;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.time.Instant;
import java.util.Optional;

/**
 * A run that a trainer has begun with and that has not ended.
 *
 * @param began when a trainer began with it, the first time
 * @param last its newest epoch, if one is over
 */
public record RunUnderWay(Command.Retrain command, Instant began, Optional<Reply.Progress> last) {}
