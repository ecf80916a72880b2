/** Keeping model artefacts: in a compacted topic, or in a directory. */
package io.afterimage.registry.store;
