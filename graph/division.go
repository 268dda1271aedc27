package graph

import "strings"

// CodeDigits is how many digits the division code of a kind of region has: 2 of
// a province, 4 of a prefecture, 6 of a county (GB/T 2260), 9 of a township
// (GB/T 10114), 12 of a village or community; 0 of kinds whose code is free.
func (k RegionKind) CodeDigits() int {
	switch k {
	case RegionProvince:
		return 2
	case RegionPrefecture:
		return 4
	case RegionCounty:
		return 6
	case RegionTownship:
		return 9
	case RegionVillage, RegionCommunity:
		return 12
	default:
		return 0
	}
}

// ShortDivision is a division code of 6, 9 or 12 digits without the zeros that
// fill up those of larger regions: "330000" and "330000000000" are "33". Other
// texts stay as they are.
func ShortDivision(code string) string {
	if n := len(code); n != 6 && n != 9 && n != 12 || !digits(code) {
		return code
	}
	for _, n := range []int{2, 4, 6, 9} {
		if n < len(code) && strings.Trim(code[n:], "0") == "" && strings.Trim(code[n-2:n], "0") != "" {
			return code[:n]
		}
	}
	return code
}
