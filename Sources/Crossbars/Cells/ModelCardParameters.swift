/// The parameters that a transistor's card may have, by its level.
///
/// They are what `devhelp` of ngspice 39 lists as inputs of its models.
enum ModelCardParameters {
  /// The names of the parameters of a model, in small letters.
  ///
  /// - Parameter level: The level that the card states.
  /// - Returns: The names; nil for a level that cards may not have.
  static func names(ofLevel level: Int) -> Set<String>? {
    switch level {
    case 1: squareLaw
    case 14, 54: bsim4
    default: nil
    }
  }

  /// The values that a parameter may have.
  ///
  /// The model does not say so, but beyond these no device of silicon has a parameter, and the simulator
  /// may need minutes to find out that there is no solution.
  ///
  /// - Parameter name: The name of the parameter, in small letters.
  /// - Returns: The range.
  static func range(of name: String) -> ClosedRange<Double> {
    switch name {
    case "tnom": -273.15...1000
    case "toxe", "toxp", "toxm", "toxref", "tox": 1e-10...1e-6
    case "epsrox", "epsrsub", "epsrgate": 1...200
    case "xj": 1e-10...1e-5
    case "vsat": 1e2...1e8
    case "delta": 1e-6...1
    case "ndep", "nsub": 1e10...1e24
    case _ where voltages.contains(name): -100...100
    case _ where mobilities.contains(name): 1e-6...1e5
    case _ where concentrations.contains(name): -1e26...1e26
    case _ where noise.contains(name): -1e45...1e45
    default: -1e16...1e16
    }
  }

  private static let voltages = words(
    "vth0 vtho vto vt0 vfb vfbcv voff voffcv vbm vbx phi phin phig")
  private static let mobilities = words("u0 uo")
  private static let concentrations = binned(words("ndep nsd ngate nsub ni0sub"))
  private static let noise = words("noia noib noic kf em")

  private static let squareLaw = words(
    """
    vto vt0 kp gamma phi lambda rd rs cbd cbs is pb cgso cgdo cgbo rsh cj mj cjsw mjsw js
    tox ld u0 uo fc nsub tpg nss tnom kf af
    """)

  private static let bsim4 = binned(
    words(
      """
      a0 a1 a2 acde agidl agisl ags aigbacc aigbinv aigc aigd aigs aigsd alpha0 alpha1 at b0
      b1 beta0 bgidl bgisl bigbacc bigbinv bigc bigd bigs bigsd cdsc cdscb cdscd cf cgdl cgidl
      cgisl cgsl cigbacc cigbinv cigc cigd cigs cigsd cit ckappad ckappas clc cle delta drout
      dsub dvt0 dvt0w dvt1 dvt1w dvt2 dvt2w dvtp0 dvtp1 dvtp2 dvtp3 dvtp4 dvtp5 dwb dwg egidl
      egisl eigbinv eta0 etab eu fgidl fgisl fprout gamma1 gamma2 k1 k2 k2we k3 k3b keta kgidl
      kgisl kt1 kt1l kt2 ku0 ku0we kvth0 kvth0we lambda lp lpe0 lpeb minv minvcv moin ndep
      nfactor ngate nigbacc nigbinv nigc noff nsd nsub ntox pclm pdiblc1 pdiblc2 pdiblcb pdits
      pditsd phin pigcd poxedge prt prwb prwg pscbe1 pscbe2 pvag rdsw rdw rgidl rgisl rsw
      teta0 tnfactor tvfbsdoff tvoff tvoffcv u0 ua ua1 ub ub1 uc uc1 ucs ucste ud ud1 up ute
      vbm vbx vfb vfbcv vfbsdoff voff voffcv vsat vth0 vtho vtl w0 wr xj xn xrcrg1 xrcrg2 xt
      """)
  ).union(
    words(
      """
      acnqsmod ados af bdos bg0sub binunit bvd bvs capmod cgbo cgdo cgso cjd cjs cjswd cjswgd
      cjswgs cjsws cvchargemod diomod dlc dlcig dlcigd dmcg dmcgt dmci dmdg dtox dwc dwj easub
      ef em eot epsrgate epsrox epsrsub fnoimod gbmin geomod gidlclamp gidlmod idovvds igbmod
      igcmod ijthdfwd ijthdrev ijthsfwd ijthsrev jsd jss jswd jswgd jswgs jsws jtsd jtss
      jtsswd jtsswgd jtsswgs jtssws jtweff kf kvsat lc leffeot lint lintnoi ll llc lln llodku0
      llodvth lmax lmin lodeta0 lodk2 lw lwc lwl lwlc lwn mjd mjs mjswd mjswgd mjswgs mjsws
      mobmod mtrlcompatmod mtrlmod ngcon ni0sub njd njs njts njtsd njtssw njtsswd njtsswg
      njtsswgd noia noib noic ntnoi paramchk pbd pbs pbswd pbswgd pbswgs pbsws pditsl permod
      phig rbdb rbdbx0 rbdby0 rbodymod rbpb rbpbx0 rbpbxl rbpbxnf rbpbxw rbpby0 rbpbyl rbpbynf
      rbpbyw rbpd rbpd0 rbpdl rbpdnf rbpdw rbps rbps0 rbpsl rbpsnf rbpsw rbsb rbsbx0 rbsby0
      rbsdbxl rbsdbxnf rbsdbxw rbsdbyl rbsdbynf rbsdbyw rdsmod rdswmin rdwmin rgatemod rgeomod
      rnoia rnoib rnoic rsh rshg rswmin saref sbref scref steta0 stk2 tbgasub tbgbsub tcj
      tcjsw tcjswg tempeot tempmod tku0 tnjts tnjtsd tnjtssw tnjtsswd tnjtsswg tnjtsswgd tnoia
      tnoib tnoic tnoimod tnom toxe toxm toxp toxref tpb tpbsw tpbswg trnqsmod vbd_max
      vbdr_max vbs_max vbsr_max vddeot vds_max vgb_max vgbr_max vgd_max vgdr_max vgs_max
      vgsr_max voffcvl voffl vtsd vtss vtsswd vtsswgd vtsswgs vtssws web wec weffeot wint wl
      wlc wln wlod wlodku0 wlodvth wmax wmin wpemod ww wwc wwl wwlc wwn xgl xgw xjbvd xjbvs xl
      xpart xtid xtis xtsd xtss xtsswd xtsswgd xtsswgs xtssws xw
      """))

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// Names that a card may also have with the dependence on length, width and their product.
  private static func binned(_ names: Set<String>) -> Set<String> {
    Set(names.flatMap { [$0, "l\($0)", "w\($0)", "p\($0)"] })
  }
}
