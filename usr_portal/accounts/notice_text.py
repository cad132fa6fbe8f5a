"""A first version of the personal-data notice, to begin from: staff read it, change it, and publish it.

It says what 個人資料保護法 art. 8 asks for, of this portal. In our own words; the ministry decides what is published.
"""

ZH = """一、蒐集者：教育部，並委由大學社會責任推動中心辦理。
二、目的：受理、審查、核定及管考大學社會責任實踐計畫，以及維護本系統的帳號與安全。
三、類別：姓名、服務單位、職稱、電子郵件、電話；計畫團隊成員的角色與前期計畫經歷；審查委員的專長與任職機構；登入時間、網路位址及操作紀錄。
四、期間：計畫結案後，依檔案及會計法令保存的期間；帳號停用後不再使用。申請校窗口帳號的公函在處理完畢後由系統定期刪除。
五、地區：臺灣。
六、對象：教育部、推動中心，以及審查所需範圍內的審查委員；審查委員的姓名不提供學校。
七、方式：以本系統及電子郵件處理；核定名單只公開學校、計畫名稱、主持人姓名及依規定應公開的內容。
八、您可以向推動中心查詢、閱覽、索取複本、補充或更正，也可以請求停止處理或刪除；但依法令應保存的申請與審查資料不在此限。
九、不提供時，無法開立帳號、擔任計畫團隊成員或受理申請。
十、本系統只使用登入與語言所需的 Cookie；編輯中尚未存入的內容會加密留在您的瀏覽器，存入後即清除。"""

EN = """1. Who collects: the Ministry of Education, with the USR promotion center acting for it.
2. Why: to receive, review, decide on and follow up proposals of the University Social Responsibility programme, and to keep accounts and the portal secure.
3. What: name, institution, title, e-mail address, telephone; roles and prior projects of team members; expertise and employers of reviewers; times of sign-in, network addresses and a record of what was done.
4. How long: as the laws on archives and accounting ask for after a project is closed; data of closed accounts are no longer used. Letters that ask for an account of a school window are erased regularly once they were dealt with.
5. Where: Taiwan.
6. Who receives it: the ministry, the promotion center, and reviewers as far as their review needs it; schools are not told reviewers' names.
7. How: in this portal and by e-mail; the published list names schools, projects, principal investigators and what has to be public.
8. You may ask the promotion center to see, copy, add to or correct your data, or to stop using or erase it, except for what the law requires to be kept of applications and reviews.
9. Without these data no account can be opened, nobody can join a team, and no application can be received.
10. The portal uses cookies for signing in and for the language only; what you type and is not stored yet is kept encrypted in your browser and cleared once it is stored."""
