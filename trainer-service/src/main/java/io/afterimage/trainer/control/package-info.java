/**
 * Commands and their replies: one replica acts, the others stand by; every command acts once and
 * its offset is committed with its outcome.
 */
package io.afterimage.trainer.control;
