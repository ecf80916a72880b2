package io.afterimage.client.images;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file to send.
 *
 * @param path where it is
 * @param name its path below the folder that was named, with {@code /} between names; its file name
 *     where the file itself was named
 * @param folder the name of the folder that it lies in
 */
public record ImageFile(Path path, String name, Optional<String> folder) {}
