package graph

import "strings"

const creditDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ValidateCreditCode checks a unified social credit code (GB 32100-2015):
// eighteen characters of 0-9 A-H J-N P-R T U W X Y, of which the ninth to the
// seventeenth are an organisation code (GB 11714) with its own check digit.
func ValidateCreditCode(code string, field ...string) error {
	if len(code) != 18 {
		return Invalid(field, "credit code %q has %d characters: a unified social credit code has 18",
			"统一社会信用代码%q有%d个字符：应为18位", Clip(code), len([]rune(code)))
	}
	sum, weight := 0, 1
	for i := 0; i < 18; i++ {
		value := strings.IndexByte(creditDigits, code[i])
		if value < 0 {
			return Invalid(field, "credit code %q has %q at place %d: only 0-9 and A-Y without I, O, S, V are used",
				"统一社会信用代码%q第%[3]d位为%[2]q：只能使用0-9与除I、O、S、V以外的A-Y", Clip(code), Clip(code[i:i+1]), i+1)
		}
		if i < 17 {
			sum += value * weight
			weight = weight * 3 % 31
		}
	}
	if check := creditDigits[(31-sum%31)%31]; code[17] != check {
		return Invalid(field, "credit code %q ends in %q but its check digit is %q: compare it with the licence",
			"统一社会信用代码%q末位为%q，校验位应为%q：请与执照核对", Clip(code), string(code[17]), string(check))
	}
	if check := organisationCodeCheck(code[8:16]); code[16] != check {
		return Invalid(field, "credit code %q holds an organisation code that ends in %q but its check digit is %q: compare it with the licence",
			"统一社会信用代码%q中的组织机构代码末位为%q，校验位应为%q：请与执照核对", Clip(code), string(code[16]), string(check))
	}
	return nil
}

// organisationCodeCheck is the check character of GB 11714 over eight
// characters of 0-9 A-Z.
func organisationCodeCheck(body string) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		c := body[i]
		value := int(c - '0')
		if c >= 'A' {
			value = int(c-'A') + 10
		}
		sum += value * w
	}
	switch check := 11 - sum%11; check {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + check)
	}
}

// MakeCreditCode completes the sixteen free characters of a unified social
// credit code (registration department and class, place, organisation code)
// with its two check characters; for invented data.
func MakeCreditCode(body16 string) string {
	code := body16 + string(organisationCodeCheck(body16[8:16]))
	sum, weight := 0, 1
	for i := 0; i < 17; i++ {
		sum += strings.IndexByte(creditDigits, code[i]) * weight
		weight = weight * 3 % 31
	}
	return code + string(creditDigits[(31-sum%31)%31])
}
