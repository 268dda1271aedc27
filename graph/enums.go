package graph

// RegionKind is the kind of a region (地区类型).
type RegionKind string

// The values of RegionKind.
const (
	RegionNation           RegionKind = "NATION"            // 全国
	RegionProvince         RegionKind = "PROVINCE"          // 省
	RegionPrefecture       RegionKind = "PREFECTURE"        // 地级市
	RegionCounty           RegionKind = "COUNTY"            // 县
	RegionTownship         RegionKind = "TOWNSHIP"          // 乡镇街道
	RegionVillage          RegionKind = "VILLAGE"           // 行政村
	RegionCommunity        RegionKind = "COMMUNITY"         // 社区
	RegionGrid             RegionKind = "GRID"              // 网格
	RegionArea             RegionKind = "AREA"              // 片区
	RegionDevelopmentZone  RegionKind = "DEVELOPMENT_ZONE"  // 开发区
	RegionPark             RegionKind = "PARK"              // 园区
	RegionBusinessDistrict RegionKind = "BUSINESS_DISTRICT" // 商圈
	RegionMarket           RegionKind = "MARKET"            // 市场
	RegionOfficeTower      RegionKind = "OFFICE_TOWER"      // 楼宇
	RegionHousingEstate    RegionKind = "HOUSING_ESTATE"    // 小区
)

// RegionKinds lists the values of RegionKind in their order.
var RegionKinds = []RegionKind{RegionNation, RegionProvince, RegionPrefecture, RegionCounty, RegionTownship, RegionVillage, RegionCommunity, RegionGrid, RegionArea, RegionDevelopmentZone, RegionPark, RegionBusinessDistrict, RegionMarket, RegionOfficeTower, RegionHousingEstate}

// RegionLevel is the level of a region (层级).
type RegionLevel string

// The values of RegionLevel.
const (
	LevelNation     RegionLevel = "NATION"     // 全国级
	LevelProvince   RegionLevel = "PROVINCE"   // 省级
	LevelPrefecture RegionLevel = "PREFECTURE" // 地级
	LevelCounty     RegionLevel = "COUNTY"     // 县级
	LevelTownship   RegionLevel = "TOWNSHIP"   // 乡级
	LevelVillage    RegionLevel = "VILLAGE"    // 村级
	LevelGrid       RegionLevel = "GRID"       // 网格级
)

// RegionLevels lists the values of RegionLevel in their order.
var RegionLevels = []RegionLevel{LevelNation, LevelProvince, LevelPrefecture, LevelCounty, LevelTownship, LevelVillage, LevelGrid}

// OrganisationKind is the kind of an organisation (组织类型).
type OrganisationKind string

// The values of OrganisationKind.
const (
	OrgLocalCommittee      OrganisationKind = "LOCAL_COMMITTEE"       // 地方委员会
	OrgWorkingCommittee    OrganisationKind = "WORKING_COMMITTEE"     // 工委
	OrgLeadingGroup        OrganisationKind = "LEADING_GROUP"         // 党组
	OrgCommittee           OrganisationKind = "COMMITTEE"             // 基层党委
	OrgRegionalCommittee   OrganisationKind = "REGIONAL_COMMITTEE"    // 区域党委
	OrgGeneralBranch       OrganisationKind = "GENERAL_BRANCH"        // 党总支
	OrgAreaGeneralBranch   OrganisationKind = "AREA_GENERAL_BRANCH"   // 片区党总支
	OrgBranch              OrganisationKind = "BRANCH"                // 党支部
	OrgJointBranch         OrganisationKind = "JOINT_BRANCH"          // 联合党支部
	OrgCompositeBranch     OrganisationKind = "COMPOSITE_BRANCH"      // 综合党支部
	OrgMobileMemberBranch  OrganisationKind = "MOBILE_MEMBER_BRANCH"  // 流动党员党支部
	OrgTemporaryBranch     OrganisationKind = "TEMPORARY_BRANCH"      // 临时党支部
	OrgServiceCentreBranch OrganisationKind = "SERVICE_CENTRE_BRANCH" // 党员服务中心党支部
	OrgGroup               OrganisationKind = "GROUP"                 // 党小组
)

// OrganisationKinds lists the values of OrganisationKind in their order.
var OrganisationKinds = []OrganisationKind{OrgLocalCommittee, OrgWorkingCommittee, OrgLeadingGroup, OrgCommittee, OrgRegionalCommittee, OrgGeneralBranch, OrgAreaGeneralBranch, OrgBranch, OrgJointBranch, OrgCompositeBranch, OrgMobileMemberBranch, OrgTemporaryBranch, OrgServiceCentreBranch, OrgGroup}

// Strength is the strength of an organisation (组织强弱).
type Strength string

// The values of Strength.
const (
	StrengthStrong   Strength = "STRONG"   // 先进
	StrengthOrdinary Strength = "ORDINARY" // 一般
	StrengthWeak     Strength = "WEAK"     // 软弱涣散
)

// Strengths lists the values of Strength in their order.
var Strengths = []Strength{StrengthStrong, StrengthOrdinary, StrengthWeak}

// UnitKind is the kind of a unit (单位类型).
type UnitKind string

// The values of UnitKind.
const (
	UnitEnterprise           UnitKind = "ENTERPRISE"             // 企业
	UnitSoleTrader           UnitKind = "SOLE_TRADER"            // 个体工商户
	UnitCooperative          UnitKind = "COOPERATIVE"            // 合作社
	UnitSocialOrganisation   UnitKind = "SOCIAL_ORGANISATION"    // 社会团体
	UnitFoundation           UnitKind = "FOUNDATION"             // 基金会
	UnitPrivateNonEnterprise UnitKind = "PRIVATE_NON_ENTERPRISE" // 民办非企业单位
	UnitSchool               UnitKind = "SCHOOL"                 // 学校
	UnitHospital             UnitKind = "HOSPITAL"               // 医院
	UnitAgency               UnitKind = "AGENCY"                 // 机关
	UnitPublicInstitution    UnitKind = "PUBLIC_INSTITUTION"     // 事业单位
	UnitOther                UnitKind = "OTHER"                  // 其他
)

// UnitKinds lists the values of UnitKind in their order.
var UnitKinds = []UnitKind{UnitEnterprise, UnitSoleTrader, UnitCooperative, UnitSocialOrganisation, UnitFoundation, UnitPrivateNonEnterprise, UnitSchool, UnitHospital, UnitAgency, UnitPublicInstitution, UnitOther}

// Ownership is the ownership of a unit (所有制).
type Ownership string

// The values of Ownership.
const (
	OwnershipState      Ownership = "STATE"      // 国有
	OwnershipCollective Ownership = "COLLECTIVE" // 集体
	OwnershipPrivate    Ownership = "PRIVATE"    // 非公有
	OwnershipForeign    Ownership = "FOREIGN"    // 外资
	OwnershipNone       Ownership = "NONE"       // 不适用
)

// Ownerships lists the values of Ownership in their order.
var Ownerships = []Ownership{OwnershipState, OwnershipCollective, OwnershipPrivate, OwnershipForeign, OwnershipNone}

// UnitState is the state of a living unit (单位状态).
type UnitState string

// The values of UnitState.
const (
	StateOperating UnitState = "OPERATING" // 正常经营
	StateShell     UnitState = "SHELL"     // 空壳
	StateDormant   UnitState = "DORMANT"   // 停业
)

// UnitStates lists the values of UnitState in their order.
var UnitStates = []UnitState{StateOperating, StateShell, StateDormant}

// CoverageMode is the mode in which an organisation covers a unit (覆盖方式).
type CoverageMode string

// The values of CoverageMode.
const (
	ModeOwn      CoverageMode = "OWN"      // 单独
	ModeJoint    CoverageMode = "JOINT"    // 联合
	ModeArea     CoverageMode = "AREA"     // 区域
	ModeTrade    CoverageMode = "TRADE"    // 行业
	ModeAttached CoverageMode = "ATTACHED" // 挂靠
)

// CoverageModes lists the values of CoverageMode in their order.
var CoverageModes = []CoverageMode{ModeOwn, ModeJoint, ModeArea, ModeTrade, ModeAttached}

// WorkKind is the kind of work on a unit (工作覆盖方式).
type WorkKind string

// The values of WorkKind.
const (
	WorkInstructor  WorkKind = "INSTRUCTOR"   // 指导员
	WorkLiaison     WorkKind = "LIAISON"      // 联络员
	WorkTradeUnion  WorkKind = "TRADE_UNION"  // 工会
	WorkYouthLeague WorkKind = "YOUTH_LEAGUE" // 共青团
)

// WorkKinds lists the values of WorkKind in their order.
var WorkKinds = []WorkKind{WorkInstructor, WorkLiaison, WorkTradeUnion, WorkYouthLeague}

// Establishment is the strongest coverage of a unit (组建形式).
type Establishment string

// The values of Establishment.
const (
	EstablishedOwn      Establishment = "OWN"      // 单独组建
	EstablishedJoint    Establishment = "JOINT"    // 联合组建
	EstablishedArea     Establishment = "AREA"     // 区域覆盖
	EstablishedTrade    Establishment = "TRADE"    // 行业覆盖
	EstablishedAttached Establishment = "ATTACHED" // 挂靠
	EstablishedNone     Establishment = "NONE"     // 未覆盖
)

// Establishments lists the values of Establishment in their order.
var Establishments = []Establishment{EstablishedOwn, EstablishedJoint, EstablishedArea, EstablishedTrade, EstablishedAttached, EstablishedNone}

// MembersBand is the how many members a unit has (党员人数档).
type MembersBand string

// The values of MembersBand.
const (
	MembersNone   MembersBand = "NONE"   // 无党员
	MembersFew    MembersBand = "FEW"    // 不足3名正式党员
	MembersEnough MembersBand = "ENOUGH" // 3名以上正式党员
)

// MembersBands lists the values of MembersBand in their order.
var MembersBands = []MembersBand{MembersNone, MembersFew, MembersEnough}

// StaffBand is the how many staff a unit has (职工人数档).
type StaffBand string

// The values of StaffBand.
const (
	StaffUnknown StaffBand = "UNKNOWN"  // 不详
	Staff0       StaffBand = "S0_9"     // 0至9人
	Staff10      StaffBand = "S10_49"   // 10至49人
	Staff50      StaffBand = "S50_99"   // 50至99人
	Staff100     StaffBand = "S100_499" // 100至499人
	Staff500     StaffBand = "S500"     // 500人以上
)

// StaffBands lists the values of StaffBand in their order.
var StaffBands = []StaffBand{StaffUnknown, Staff0, Staff10, Staff50, Staff100, Staff500}

// MemberStatus is the status of a member (党员身份).
type MemberStatus string

// The values of MemberStatus.
const (
	StatusFull                 MemberStatus = "FULL"                  // 正式党员
	StatusProbationary         MemberStatus = "PROBATIONARY"          // 预备党员
	StatusDevelopmentCandidate MemberStatus = "DEVELOPMENT_CANDIDATE" // 发展对象
	StatusActivistApplicant    MemberStatus = "ACTIVIST_APPLICANT"    // 入党积极分子
)

// MemberStatuses lists the values of MemberStatus in their order.
var MemberStatuses = []MemberStatus{StatusFull, StatusProbationary, StatusDevelopmentCandidate, StatusActivistApplicant}

// Employment is the employment of a member (就业状况).
type Employment string

// The values of Employment.
const (
	EmploymentInService Employment = "IN_SERVICE" // 在职
	EmploymentRetired   Employment = "RETIRED"    // 退休
	EmploymentStudent   Employment = "STUDENT"    // 学生
	EmploymentNone      Employment = "NONE"       // 无业
)

// Employments lists the values of Employment in their order.
var Employments = []Employment{EmploymentInService, EmploymentRetired, EmploymentStudent, EmploymentNone}

// Sex is the sex of a member (性别).
type Sex string

// The values of Sex.
const (
	SexFemale Sex = "FEMALE" // 女
	SexMale   Sex = "MALE"   // 男
)

// Sexes lists the values of Sex in their order.
var Sexes = []Sex{SexFemale, SexMale}

// PairingKind is the kind of a pairing (结对类型).
type PairingKind string

// The values of PairingKind.
const (
	PairingVillageVillage       PairingKind = "VILLAGE_VILLAGE"       // 村村结对
	PairingVillageEnterprise    PairingKind = "VILLAGE_ENTERPRISE"    // 村企结对
	PairingVillageSchool        PairingKind = "VILLAGE_SCHOOL"        // 村校结对
	PairingEnterpriseEnterprise PairingKind = "ENTERPRISE_ENTERPRISE" // 企业联建
	PairingAgencyCommunity      PairingKind = "AGENCY_COMMUNITY"      // 机关社区结对
	PairingAgencyVillage        PairingKind = "AGENCY_VILLAGE"        // 机关村结对
	PairingMentor               PairingKind = "MENTOR"                // 强弱帮带
	PairingFirstSecretary       PairingKind = "FIRST_SECRETARY"       // 第一书记
	PairingStationedCadre       PairingKind = "STATIONED_CADRE"       // 派驻
	PairingAgencyContact        PairingKind = "AGENCY_CONTACT"        // 挂钩联系
	PairingOther                PairingKind = "OTHER"                 // 其他
)

// PairingKinds lists the values of PairingKind in their order.
var PairingKinds = []PairingKind{PairingVillageVillage, PairingVillageEnterprise, PairingVillageSchool, PairingEnterpriseEnterprise, PairingAgencyCommunity, PairingAgencyVillage, PairingMentor, PairingFirstSecretary, PairingStationedCadre, PairingAgencyContact, PairingOther}

// EndRole is the role of an end of a pairing (结对角色).
type EndRole string

// The values of EndRole.
const (
	RoleHelper EndRole = "HELPER" // 帮扶方
	RoleHelped EndRole = "HELPED" // 受助方
	RolePeer   EndRole = "PEER"   // 对等方
)

// EndRoles lists the values of EndRole in their order.
var EndRoles = []EndRole{RoleHelper, RoleHelped, RolePeer}

// AllianceKind is the kind of an alliance (联盟类型).
type AllianceKind string

// The values of AllianceKind.
const (
	AllianceAlliance         AllianceKind = "ALLIANCE"          // 党建联盟
	AllianceCouncil          AllianceKind = "COUNCIL"           // 共建理事会
	AllianceJointMeeting     AllianceKind = "JOINT_MEETING"     // 联席会
	AllianceWorkingCommittee AllianceKind = "WORKING_COMMITTEE" // 大工委
)

// AllianceKinds lists the values of AllianceKind in their order.
var AllianceKinds = []AllianceKind{AllianceAlliance, AllianceCouncil, AllianceJointMeeting, AllianceWorkingCommittee}

// AllianceRole is the role of a participant in an alliance (联盟角色).
type AllianceRole string

// The values of AllianceRole.
const (
	SeatChair         AllianceRole = "CHAIR"          // 理事长
	SeatRotatingChair AllianceRole = "ROTATING_CHAIR" // 轮值理事长
	SeatDeputy        AllianceRole = "DEPUTY"         // 副理事长
	SeatMember        AllianceRole = "MEMBER"         // 成员
)

// AllianceRoles lists the values of AllianceRole in their order.
var AllianceRoles = []AllianceRole{SeatChair, SeatRotatingChair, SeatDeputy, SeatMember}

// Severity is the severity of a gap (严重程度).
type Severity string

// The values of Severity.
const (
	SeverityHigh   Severity = "HIGH"   // 高
	SeverityMedium Severity = "MEDIUM" // 中
	SeverityLow    Severity = "LOW"    // 低
	SeverityInfo   Severity = "INFO"   // 提示
)

// Severities lists the values of Severity in their order.
var Severities = []Severity{SeverityHigh, SeverityMedium, SeverityLow, SeverityInfo}

// ExclusionReason is the why a unit is outside the base (排除原因).
type ExclusionReason string

// The values of ExclusionReason.
const (
	ExcludedShell        ExclusionReason = "SHELL"         // 空壳
	ExcludedDormant      ExclusionReason = "DORMANT"       // 停业
	ExcludedKind         ExclusionReason = "KIND"          // 类型不在范围
	ExcludedOwnership    ExclusionReason = "OWNERSHIP"     // 所有制不在范围
	ExcludedStaff        ExclusionReason = "STAFF"         // 人数不足
	ExcludedStaffUnknown ExclusionReason = "STAFF_UNKNOWN" // 人数不详
)

// ExclusionReasons lists the values of ExclusionReason in their order.
var ExclusionReasons = []ExclusionReason{ExcludedShell, ExcludedDormant, ExcludedKind, ExcludedOwnership, ExcludedStaff, ExcludedStaffUnknown}
