// Package rules turns facts into findings. Every function is pure: the same
// facts and the same ruleset give the same findings, on any engine and any day.
//
// A change of facts goes through three steps: Touch says whose findings it may
// alter, Gather reads the facts of those subjects, Derive works out their
// findings for all of time. Explain reads the same facts to say why a finding
// holds. A finding that begins in the future is derived today, so that no job
// turns the calendar.
package rules
