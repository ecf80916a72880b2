/**
 * The life of one instance: starting in order, surviving what is transient, ending on what is not.
 */
package io.afterimage.stream.runtime;
