/**
 * Running a graph: what an engine offers, whichever it is. Engines live in {@code djl}; nothing of
 * theirs shows here.
 */
package io.afterimage.models.inference;
