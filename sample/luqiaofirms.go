package sample

import (
	"fmt"
	"math/rand/v2"
)

// Where the firms of the district lie, by weight; the last two are zones
// without sole traders.
var luqiaoPlaces = []struct {
	code   string
	weight int
}{
	{"001", 13},
	{"002", 18},
	{"003", 13},
	{"004", 6},
	{"005", 7},
	{"006", 11},
	{"103", 8},
	{"104", 7},
	{"106", 10},
	{"107", 7},
	{"400", 3},
	{"401", 2},
}

// others makes the firms and sole traders that are in no area, one in so many
// of them, each from a seed of its own: that one is left out changes no other.
func (d *district) others(share int) {
	for _, p := range luqiaoPlaces {
		d.line(d.organisation, cells{
			"code": "DZ-LQ-Z" + p.code, "name": d.byCode["331004"+p.code].Top().Name + "两新组织综合党支部", "kind": "COMPOSITE_BRANCH",
			"region": "331004" + p.code, "superior": "DZ-LQ-T" + p.code, "terms": "2024-05-16 2027-05-16", "since": "2012-07-01",
		})
	}
	last := luqiaoFirms - d.places
	for i := 0; i < last; i += share {
		one := &district{maker: &maker{builder: d.builder, Rand: rand.New(rand.NewPCG(331004, uint64(i)+1)), prefix: "LQ", firms: 1000 + i}}
		one.other(i)
	}
}

func (d *district) place(zones bool) string {
	for {
		x := d.IntN(105)
		for i, p := range luqiaoPlaces {
			if x -= p.weight; x < 0 && (zones || i < 10) {
				return p.code
			}
		}
	}
}

var luqiaoTrades = []struct{ name, code string }{
	{"机械", "C34"},
	{"塑料制品", "C29"},
	{"模具", "C35"},
	{"汽车配件", "C36"},
	{"金属再生", "C42"},
	{"电机", "C38"},
	{"商贸", "F51"},
	{"物流", "G54"},
	{"电子商务", "I64"},
	{"建筑装饰", "E50"},
}

var luqiaoShopKinds = []struct{ name, code string }{
	{"副食店", "F52"}, {"小吃店", "H62"}, {"五金加工场", "C33"}, {"理发店", "O80"}, {"水果店", "F52"}, {"塑料加工场", "C29"}, {"修理铺", "O81"},
}

func (d *district) other(i int) {
	code := fmt.Sprintf("DW-LQ-%05d", i+1)
	if d.IntN(10) < 7 {
		place, kind := d.place(false), pick(d.maker, luqiaoShopKinds)
		d.line(d.unit, cells{
			"code": code, "name": d.byCode["331004"+place].Top().Name + d.brand() + kind.name, "class": "SOLE_TRADER/PRIVATE",
			"region": "331004" + place, "industry": kind.code, "staff": fmt.Sprint(1 + d.IntN(6)), "credit_code": d.credit("92", "331004", "M"),
		})
		return
	}
	place, trade := d.place(true), pick(d.maker, luqiaoTrades)
	staff := 3 + d.IntN(20)
	if d.IntN(4) == 0 {
		staff *= 1 + d.IntN(15)
	}
	c := cells{
		"code": code, "name": "台州" + d.brand() + d.brand() + trade.name + "有限公司", "class": "ENTERPRISE/PRIVATE",
		"region": "331004" + place, "industry": trade.code, "staff": fmt.Sprint(staff), "credit_code": d.credit("91", "331004", "M"),
	}
	if d.IntN(30) == 0 {
		c["state"] = pick(d.maker, []string{"SHELL", "DORMANT"})
	}
	d.line(d.unit, c)
	if staff >= 20 && d.IntN(3) == 0 {
		d.line(d.headcount, cells{"unit": code, "date": d.day("2025-05-01", 200), "full": fmt.Sprint(d.IntN(5)), "probationary": fmt.Sprint(d.IntN(2))})
	}
	switch x := d.IntN(10); {
	case x < 3:
		d.covers("DZ-LQ-Z"+place, code, "AREA")
	case x == 3:
		d.line(d.work, cells{"unit": code, "kind": "INSTRUCTOR", "holder": "两新党建指导员", "since": "2024-03-01"})
	}
}

// social makes the social organisations: a few are covered by the committee for
// them, and to more an instructor is sent.
func (d *district) social() {
	fields := []string{"机械", "塑料", "汽摩配", "物流", "电商", "餐饮", "书画", "太极拳", "钓鱼", "志愿服务", "老年文体", "慈善", "养老服务", "职业培训", "幼儿教育", "环保"}
	for i := range luqiaoSocial {
		place := d.place(false)
		field, kind, class, department := fields[i%len(fields)], "协会", "SOCIAL_ORGANISATION/NONE", "51"
		if i%len(fields) >= 12 {
			kind, class, department = "服务中心", "PRIVATE_NON_ENTERPRISE/NONE", "52"
		}
		code := fmt.Sprintf("DW-LQ-S%03d", i+1)
		d.line(d.unit, cells{
			"code": code, "name": "路桥区" + d.brand() + field + kind, "class": class, "region": "331004" + place,
			"staff": fmt.Sprint(d.IntN(12)), "credit_code": d.credit(department, "331004", "N"),
		})
		switch {
		case evenly(i, 96, luqiaoSocial):
			d.covers("DZ-LQ-SH", code, "TRADE")
		case evenly(i, 150, luqiaoSocial):
			d.line(d.work, cells{"unit": code, "kind": "LIAISON", "holder": "社会组织党建联络员", "since": "2023-09-01"})
		}
	}
}
