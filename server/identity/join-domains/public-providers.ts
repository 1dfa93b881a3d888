/** Well-known places where anybody gets an address. Short on purpose: it stops a slip, not somebody who means it. */
const PROVIDERS = `
  gmail.com googlemail.com outlook.com outlook.de outlook.fr hotmail.com hotmail.co.uk hotmail.fr hotmail.de
  live.com live.co.uk live.fr msn.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.co.jp
  yahoo.co.in ymail.com rocketmail.com aol.com icloud.com me.com mac.com proton.me protonmail.com protonmail.ch
  pm.me tutanota.com tuta.io tuta.com gmx.com gmx.de gmx.net gmx.ch gmx.at web.de freenet.de t-online.de
  posteo.de mailbox.org mail.com mail.de email.com zoho.com zohomail.com fastmail.com fastmail.fm hey.com
  duck.com yandex.com yandex.ru mail.ru bk.ru list.ru inbox.ru rambler.ru ukr.net seznam.cz wp.pl o2.pl onet.pl
  interia.pl bluewin.ch hispeed.ch sunrise.ch orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it
  virgilio.it tiscali.it alice.it telenet.be skynet.be ziggo.nl kpnmail.nl btinternet.com sky.com
  virginmedia.com comcast.net verizon.net att.net sbcglobal.net cox.net bellsouth.net rogers.com shaw.ca
  bigpond.com optusnet.com.au xtra.co.nz qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com
  aliyun.com naver.com daum.net hanmail.net kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp rediffmail.com
  uol.com.br bol.com.br terra.com.br mailinator.com guerrillamail.com yopmail.com sharklasers.com
  10minutemail.com trashmail.com`;

const known: ReadonlySet<string> = new Set(PROVIDERS.trim().split(/\s+/));

export const isPublicProvider = (domain: string): boolean => known.has(domain);
