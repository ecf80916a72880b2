/**
 * Which version is active: a fold over the log of model events, and the publishing of new versions.
 */
package io.afterimage.registry;
