package graph

import "context"

// Connection is one page of a list as clients see it: items with cursors, and
// what is asked of the list beyond the page, found out only when selected.
//
// All methods take a context, though some do not need it: an executor runs such
// methods side by side, so that what lies below the items is not read to
// the end before the list is counted.
type Connection[T any] struct {
	Items []Edge[T]
	Info  *PageInfo

	// Count counts the whole list; nil = the number is withheld.
	Count func(context.Context) (int, error)

	// Least is the least number that is told; smaller ones are withheld.
	Least int
}

// Edge is an item of a page with the cursor that names its place in the list.
type Edge[T any] struct {
	Cursor string
	Item   T

	// Steps is how far the item is from the noun whose list this is; nil = the
	// list is not one of ancestors or descendants.
	Steps func(context.Context) (int, error)
}

// Node is the item.
func (e *Edge[T]) Node(context.Context) (T, error) { return e.Item, nil }

// Depth is how many steps the item lies below the noun whose descendants are
// listed, nil in other lists.
func (e *Edge[T]) Depth(ctx context.Context) (*int, error) {
	if e.Steps == nil {
		return nil, nil
	}
	n, err := e.Steps(ctx)
	if err != nil {
		return nil, err
	}
	return &n, nil
}

// Edges are the items with their cursors, in the order of the list.
func (c *Connection[T]) Edges(context.Context) ([]Edge[T], error) { return c.Items, nil }

// Nodes are the items alone, in the same order.
func (c *Connection[T]) Nodes(context.Context) ([]T, error) {
	nodes := make([]T, len(c.Items))
	for i, edge := range c.Items {
		nodes[i] = edge.Item
	}
	return nodes, nil
}

// PageInfo says where the page stands in the list.
func (c *Connection[T]) PageInfo(context.Context) (*PageInfo, error) { return c.Info, nil }

// TotalCount is the number of items in the whole list, nil where withheld.
func (c *Connection[T]) TotalCount(ctx context.Context) (*int, error) {
	if c.Count == nil {
		return nil, nil
	}
	n, err := c.Count(ctx)
	if err != nil || n < c.Least {
		return nil, err
	}
	return &n, nil
}

// PageInfo says where a page stands in its list.
type PageInfo struct {
	StartCursor *string // nil on an empty page
	EndCursor   *string

	// Before and After tell whether items precede and follow the page.
	Before, After func(context.Context) (bool, error)
}

// HasPreviousPage says whether items precede the page.
func (p *PageInfo) HasPreviousPage(ctx context.Context) (bool, error) { return p.Before(ctx) }

// HasNextPage says whether items follow the page.
func (p *PageInfo) HasNextPage(ctx context.Context) (bool, error) { return p.After(ctx) }

// The connections of the schema and their edges.
type (
	RegionConnection              = Connection[*Region]
	RegionEdge                    = Edge[*Region]
	OrganisationConnection        = Connection[*Organisation]
	OrganisationEdge              = Edge[*Organisation]
	UnitConnection                = Connection[*Unit]
	UnitEdge                      = Edge[*Unit]
	MemberConnection              = Connection[*Member]
	MemberEdge                    = Edge[*Member]
	PairingConnection             = Connection[*Pairing]
	PairingEdge                   = Edge[*Pairing]
	AllianceConnection            = Connection[*Alliance]
	AllianceEdge                  = Edge[*Alliance]
	GapConnection                 = Connection[*Finding]
	GapEdge                       = Edge[*Finding]
	CoverageConnection            = Connection[*Link]
	CoverageEdge                  = Edge[*Link]
	AllianceParticipantConnection = Connection[*Link]
	AllianceParticipantEdge       = Edge[*Link]
	WorkConnection                = Connection[*Work]
	WorkEdge                      = Edge[*Work]
	HistoryConnection             = Connection[*HistoryItem]
	HistoryEdge                   = Edge[*HistoryItem]
	ActivityConnection            = Connection[*Activity]
	ActivityEdge                  = Edge[*Activity]
	SearchConnection              = Connection[*SearchHit]
	SearchEdge                    = Edge[*SearchHit]
	ChangeConnection              = Connection[*LogEntry]
	ChangeEdge                    = Edge[*LogEntry]
)
