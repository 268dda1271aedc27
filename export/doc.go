// Package export makes tables of what the API answers: a query says what is
// wanted, one of its lists gives the rows, what is selected of an item the
// columns. The list is walked page by page to its end, each page asked as a
// client asks it, so filters, limits and rights are those of the API.
package export
