package sample

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"cobuild/graph"
)

// cells is a line of a table that is made rather than read: a column that is
// not named is empty.
type cells map[string]string

// maker makes the many lines of a system that nobody would write by hand, with
// invented people, from a seed: the same lines at every run.
type maker struct {
	*builder
	*rand.Rand
	prefix string // of the codes it makes
	people int
	firms  int
}

func (b *builder) maker(prefix string, seed uint64) *maker {
	return &maker{builder: b, Rand: rand.New(rand.NewPCG(seed, 0)), prefix: prefix}
}

// line hands one made line to a reader of tables.
func (m *maker) line(take func(*row), c cells) {
	if m.err != nil {
		return
	}
	r := &row{cells: c, used: map[string]bool{}, made: true}
	take(r)
	for _, column := range slices.Sorted(maps.Keys(c)) {
		if r.err == nil && !r.used[column] {
			r.fail(column, errors.New("there is no such column"))
		}
	}
	if r.err != nil {
		m.err = fmt.Errorf("line made of %v: %w", c, r.err)
	}
}

// member makes a member: somebody invented, full unless the line says other.
func (m *maker) member(c cells) {
	m.people++
	sex, given := "MALE", males
	if m.IntN(100) < 38 {
		sex, given = "FEMALE", females
	}
	name := string(pick(m, surnames))
	if m.IntN(10) < 7 {
		name += string(pick(m, middles))
	}
	line := cells{
		"code": m.nextMember(0), "name": name + string(pick(m, given)), "sex": sex, "status": "FULL",
		"number": fmt.Sprintf("%s%06d", m.prefix, m.people),
		"phone":  fmt.Sprintf("000-%04d-%04d", m.people/10_000, m.people%10_000),
	}
	switch c["employment"] {
	case "RETIRED":
		line["birth_year"] = fmt.Sprint(1944 + m.IntN(20))
	case "STUDENT":
		line["birth_year"] = fmt.Sprint(2000 + m.IntN(6))
	default:
		line["birth_year"] = fmt.Sprint(1967 + m.IntN(35))
	}
	maps.Copy(line, c)
	m.line(m.builder.member, line)
}

// nextMember is the code of the member to be made after so many more.
func (m *maker) nextMember(after int) string {
	return fmt.Sprintf("%s%s-%05d", memberCode, m.prefix, m.people+after)
}

// credit makes a unified social credit code for a unit registered at a place:
// department is its first two characters, letter parts systems.
func (m *maker) credit(department, place, letter string) string {
	m.firms++
	return graph.MakeCreditCode(fmt.Sprintf("%s%sMA%s%05d", department, place, letter, m.firms))
}

func pick[T any](m *maker, values []T) T { return values[m.IntN(len(values))] }

// day is one of n days from the first on.
func (m *maker) day(first string, n int) string {
	return graph.MustDate(first).AddDays(m.IntN(n)).String()
}

// evenly says of i, one of `all`, whether it is one of the part that is spread
// evenly over them: it does so exactly part times.
func evenly(i, part, all int) bool { return (i+1)*part/all > i*part/all }

// shares parts a total into n numbers between low and high, at random but
// exactly.
func (m *maker) shares(total, n, low, high int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = low
		total -= low
	}
	for total > 0 {
		if i := m.IntN(n); out[i] < high {
			out[i]++
			total--
		}
	}
	return out
}

// Names are put together at random; whoever bears one in fact is not meant.
var (
	surnames = []rune("王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔")
	middles  = []rune("建国文志晓海永春玉金秀立东新宗思家嘉子雨俊德世明中庆")
	males    = []rune("伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆峰栋良益旭炜烽")
	females  = []rune("芳娜敏静丽艳娟霞燕玲婷雪梅倩琳洁莹慧萍红云蓉莉薇岚蕾瑶苗妍昕")
)
